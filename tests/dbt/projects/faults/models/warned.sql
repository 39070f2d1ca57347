select 1 as one union all select 1
