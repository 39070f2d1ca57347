{{ config(materialized='table', tags=['names']) }}

select
    '{{ this.schema }}' as this_schema,
    '{{ this.identifier }}' as this_identifier,
    '{{ this.include(database=false) }}' as without_database,
    '{{ ref("readings").include(database=false) }}' as readings_relation,
    '{{ ref("by_day").identifier }}' as alias_of_by_day,
    '{{ target.name }}, {{ target.schema }}, {{ target.database }}, {{ target.type }}' as target_is,
    '{{ target.profile_name }}, {{ target.threads }}' as profile_is,
    '{{ project_name }}, {{ model.name }}, {{ model.unique_id }}' as node_is,
    '{{ model.tags | join("+") }}, {{ model.config.materialized }}' as config_is,
    '{{ config.get("materialized") }}, {{ config.get("nothing", "a default") }}' as config_got,
    '{{ modules.datetime.date(2024, 2, 28) + modules.datetime.timedelta(days=2) }}' as python_day,
    '{{ modules.re.sub("[aeiou]", "*", "weather") }}' as python_text,
    '{{ tojson({"a": [1, 2]}) }}' as as_json,
    '{{ fromjson("[1, 2]") | sum }}' as summed,
    '{{ local_md5("weather") }}' as hashed,
    '{{ flags.FULL_REFRESH }}, {{ execute }}' as flags_are,
    '{{ adapter.type() }}, {{ adapter.quote("a b") }}' as adapter_is,
    {{ run_started_at.year > 2000 }} as has_started,
    {{ invocation_id | length }} as id_length,
    '{{ range(3) | list }}, {{ [3, 1, 2] | sort | join("-") }}, {{ "a,b".split(",")[1] }}' as lists,
    '{{ zip([1, 2], [3, 4]) | list }}, {{ set([1, 1]) | list }}' as pairs
