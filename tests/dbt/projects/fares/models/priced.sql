select
    rides.ride_id,
    upper(rides.zone) as zone,
    rides.minutes * zones.price as net,
    round(rides.minutes * zones.price * (1 + {{ var('tax') }}), 2) as gross,
    rides.started_on
from {{ ref('rides') }} as rides
join {{ ref('zones') }} as zones on zones.zone = rides.zone
