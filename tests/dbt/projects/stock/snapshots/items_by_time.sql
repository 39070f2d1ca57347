{% snapshot items_by_time %}
{{
    config(
        unique_key='item_id',
        strategy='timestamp',
        updated_at='changed_at',
    )
}}
select * from {{ ref('items') }}
{% endsnapshot %}
