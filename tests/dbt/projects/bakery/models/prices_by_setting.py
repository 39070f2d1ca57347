def model(dbt, session):
    dbt.config(materialized="table")
    surcharge = dbt.config.get("surcharge")
    word = dbt.config.get("word")
    return dbt.ref("loaves").project(f"loaf_id, price + {surcharge} as price, '{word} {dbt.this}' as word")
