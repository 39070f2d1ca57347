{{ config(enabled=var('with_extras', false)) }}

select * from nowhere
