-- depends_on: {{ ref('places') }}
{%- set columns = adapter.get_columns_in_relation(ref('readings')) %}
{%- set missing = adapter.get_relation(database=this.database, schema=this.schema, identifier='is_not_there') %}
{%- set there = load_relation(ref('places')) %}

{% for column in columns -%}
select '{{ column.name }}' as column_name, '{{ column.data_type }}' as data_type, {{ loop.index }} as position
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% if execute %}
union all
select 'missing', '{{ missing is none }}', 0
union all
select 'there', '{{ there is not none }}', -1
{% endif %}
