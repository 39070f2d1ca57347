{% snapshot items_by_price %}
{{ config(target_schema='kept', unique_key='item_id', strategy='check', check_cols=['price', 'shelf'], invalidate_hard_deletes=true) }}
select item_id, name, price, shelf from {{ ref('items') }}
{% endsnapshot %}

{% snapshot items_by_all %}
{{ config(unique_key='item_id', strategy='check', check_cols='all', updated_at='changed_at') }}
select * from {{ ref('items') }}
{% endsnapshot %}
