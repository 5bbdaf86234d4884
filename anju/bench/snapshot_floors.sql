-- The floor of the whole catalogue on a close: what one would write by hand for just these numbers, a statement a dataset.
-- The same meaning as the catalogue, none of its generality. Read by anju.bench.closes, which compares the numbers first.

select town, site,
       count(*) filter (where concentrated) as sites,
       count(*) filter (where concentrated and fyp13) as concentrated_sites,
       count(*) filter (where concentrated and households >= 100) as large_sites,
       count(*) filter (where concentrated and households >= 500) as sites_500_households,
       count(*) filter (where urbanity = 'urban') as urban_sites,
       count(*) filter (where has_community and community_mode = 'new') as communities_new,
       count(*) filter (where has_community and community_mode = 'attached') as communities_attached,
       count(*) filter (where (concentrated and fyp13) and has_community) as communities
from site group by grouping sets ((), (town), (site));

select town, site,
       count(*) as households,
       count(*) filter (where programme = 'fyp13') as ydfpbq_households,
       count(*) filter (where programme = 'fyp13' and concentrated) as ydfpbq_households_concentrated,
       count(*) filter (where programme = 'fyp13' and not concentrated) as ydfpbq_households_dispersed,
       count(*) filter (where lives_there) as lived_in_households,
       count(*) filter (where concentrated) as concentrated_households,
       count(*) filter (where not concentrated) as dispersed_households,
       count(*) filter (where not lives_there) as households_not_living_there,
       count(*) filter (where has_booklet) as booklet_households,
       count(*) filter (where has_flat) as households_with_flat,
       count(*) filter (where has_flat and certified) as certified_households
from household group by grouping sets ((), (town), (site));

select town, site,
       count(*) as persons,
       count(*) filter (where programme = 'fyp13') as ydfpbq_persons,
       count(*) filter (where programme = 'fyp13' and concentrated) as ydfpbq_persons_concentrated,
       count(*) filter (where programme = 'fyp13' and not concentrated) as ydfpbq_persons_dispersed,
       count(*) filter (where sex = '1') as persons_male,
       count(*) filter (where sex = '2') as persons_female,
       count(*) filter (where age >= 60) as persons_elderly,
       count(*) filter (where age >= 80) as persons_elderly_80,
       count(*) filter (where age < 14) as persons_under_14,
       count(*) filter (where student <> '') as students
from person group by grouping sets ((), (town), (site));

select town, site,
       count(*) as estate_certificates
from certificate group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where programme = 'fyp13') as locked_persons,
       count(*) filter (where programme = 'fyp13' and present) as locked_persons_present,
       count(distinct household) filter (where programme = 'fyp13') as locked_households
from locked group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where programme = 'fyp13' and change = 1) as joined_since_lock,
       count(*) filter (where programme = 'fyp13' and change < 0) as left_since_lock,
       coalesce(sum(change) filter (where programme = 'fyp13'), 0) as net_change_since_lock
from since_lock group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where park_persons) as park_persons,
       count(*) filter (where employed_persons) as employed_persons,
       count(*) filter (where employed_outside_province) as employed_outside_province,
       count(*) filter (where employed_inside_province) as employed_inside_province,
       count(*) filter (where public_posts) as public_posts,
       count(*) filter (where employed_county) as employed_county,
       count(*) filter (where employed_city) as employed_city,
       count(*) filter (where employed_province) as employed_province,
       count(*) filter (where employed_abroad) as employed_abroad,
       count(*) filter (where channel_migrant) as channel_migrant,
       count(*) filter (where channel_factory) as channel_factory,
       count(*) filter (where channel_park) as channel_park,
       count(*) filter (where channel_public_post) as channel_public_post,
       count(*) filter (where channel_business) as channel_business,
       count(*) filter (where channel_flexible) as channel_flexible,
       count(*) filter (where channel_farming) as channel_farming,
       count(*) filter (where channels_all) as channels_all,
       count(*) filter (where factory_workers) as factory_workers,
       count(*) filter (where employed_all_programmes) as employed_all_programmes
from (select town, site, grouping(town, site) as depth,
             bool_or(operator_kind = 'park') as park_persons,
             bool_or(programme = 'fyp13') as employed_persons,
             bool_or((programme = 'fyp13' and main) and not inside_province) as employed_outside_province,
             bool_or((programme = 'fyp13' and main) and inside_province) as employed_inside_province,
             bool_or(programme = 'fyp13' and channel = 'public_post') as public_posts,
             bool_or((programme = 'fyp13' and main) and work_place = 'county') as employed_county,
             bool_or((programme = 'fyp13' and main) and work_place = 'city') as employed_city,
             bool_or((programme = 'fyp13' and main) and work_place = 'province') as employed_province,
             bool_or((programme = 'fyp13' and main) and work_place = 'abroad') as employed_abroad,
             bool_or((programme = 'fyp13' and main) and channel = 'migrant') as channel_migrant,
             bool_or((programme = 'fyp13' and main) and channel = 'factory') as channel_factory,
             bool_or((programme = 'fyp13' and main) and channel = 'park') as channel_park,
             bool_or((programme = 'fyp13' and main) and channel = 'public_post') as channel_public_post,
             bool_or((programme = 'fyp13' and main) and channel = 'business') as channel_business,
             bool_or((programme = 'fyp13' and main) and channel = 'flexible') as channel_flexible,
             bool_or((programme = 'fyp13' and main) and channel = 'farming') as channel_farming,
             bool_or(programme = 'fyp13' and main) as channels_all,
             bool_or(operator_kind = 'factory') as factory_workers,
             true as employed_all_programmes
      from job group by grouping sets ((person), (town, person), (site, person)))
group by town, site, depth;

select town, site,
       count(distinct household) filter (where programme = 'fyp13') as employed_households,
       count(distinct household) filter (where operator_kind = 'factory') as factory_households
from job group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where programme = 'fyp13' and willing) as labour_age_persons,
       count(*) filter (where (programme = 'fyp13' and willing) and employed) as labour_age_employed,
       count(*) filter (where programme = 'fyp13' and not willing) as labour_unwilling,
       count(*) filter (where (programme = 'fyp13' and willing) and not employed) as willing_unemployed,
       count(*) filter (where (programme = 'fyp13' and labour = 'weak') and employed) as weak_labour_employed
from labour group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where programme = 'fyp13' and willing > 0) as coverable_households,
       count(*) filter (where (programme = 'fyp13' and willing > 0) and willing_employed > 0) as covered_households,
       count(*) filter (where (programme = 'fyp13' and willing > 0) and employed = 0) as zero_employment_households
from household_work group by grouping sets ((), (town), (site));

select town, site,
       count(distinct person) filter (where this_year) as trained_persons,
       count(distinct person) filter (where this_year and kind = '4') as business_trained_persons
from training group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where kind = 'park') as parks,
       count(*) filter (where kind = 'factory') as community_factories,
       coalesce(sum(posts) filter (where kind = 'factory'), 0) as factory_posts,
       coalesce(sum(area_mu) filter (where kind = 'park'), 0) as park_area,
       coalesce(sum(workshop_m2) filter (where kind = 'factory'), 0) as workshop_area
from operator group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where park_households) as park_households,
       count(*) filter (where linked_households) as linked_households,
       count(*) filter (where land_linked_households) as land_linked_households,
       count(*) filter (where order_linked_households) as order_linked_households,
       count(*) filter (where share_linked_households) as share_linked_households
from (select town, site, grouping(town, site) as depth,
             bool_or(operator_kind = 'park') as park_households,
             true as linked_households,
             bool_or(form = 'land') as land_linked_households,
             bool_or(form = 'order') as order_linked_households,
             bool_or(form = 'shares') as share_linked_households
      from linkage group by grouping sets ((household), (town, household), (site, household)))
group by town, site, depth;

select town, site,
       count(*) filter (where not handed_in) as ledger_places_open,
       count(*) filter (where state in ('open', 'handed_in', 'returned', 'accepted')) as ledger_places,
       count(*) filter (where in_time) as ledger_places_in_time,
       count(distinct community) filter (where confirmed and of_community) as employment_ledgers
from ledger group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where ledger_persons) as ledger_persons,
       count(*) filter (where ledger_persons_confirmed) as ledger_persons_confirmed,
       count(*) filter (where ledger_persons_changed) as ledger_persons_changed,
       count(*) filter (where ledger_unreachable) as ledger_unreachable,
       count(*) filter (where ledger_stable) as ledger_stable,
       count(*) filter (where ledger_training_wishes) as ledger_training_wishes,
       count(*) filter (where ledger_planned_out) as ledger_planned_out,
       count(*) filter (where ledger_lines_unemployed) as ledger_lines_unemployed,
       count(*) filter (where ledger_more_stable) as ledger_more_stable
from (select town, site, grouping(town, site) as depth,
             bool_or(state in ('unconfirmed', 'unchanged', 'changed')) as ledger_persons,
             bool_or(confirmed) as ledger_persons_confirmed,
             bool_or(state = 'changed') as ledger_persons_changed,
             bool_or(unreachable) as ledger_unreachable,
             bool_or(stable) as ledger_stable,
             bool_or(training_wish <> '') as ledger_training_wishes,
             bool_or(planned_out) as ledger_planned_out,
             bool_or(not employed) as ledger_lines_unemployed,
             bool_or(more_stable) as ledger_more_stable
      from person_month group by grouping sets ((person), (town, person), (site, person)))
group by town, site, depth;

select town, site,
       count(*) filter (where programme = 'fyp13' and months_worked > 0) as year_workers,
       coalesce(sum(months_worked) filter (where (programme = 'fyp13' and months_worked > 0)), 0) as year_months,
       count(*) filter (where programme = 'fyp13' and stable) as stable_workers,
       count(*) filter (where programme = 'fyp13' and more_stable) as more_stable_workers,
       count(*) filter (where programme = 'fyp13' and changed_jobs) as job_changers,
       count(*) filter (where programme = 'fyp13' and lost_employment) as lost_employment,
       count(*) filter (where programme = 'fyp13' and employed_month_before) as employed_before,
       count(*) filter (where programme = 'fyp13' and employed_through) as employed_through_year,
       count(*) filter (where programme = 'fyp13' and newly_employed) as newly_employed
from work_year group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where filed_on is not null) as owners_committees_filed,
       count(*) as owners_committees,
       count(distinct site) as owners_committee_sites
from owners_committee group by grouping sets ((), (town), (site));

select town, site,
       count(distinct site) as property_service_sites,
       count(distinct site) filter (where charges_fee) as fee_charging_sites
from property_service group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where kind = 'party' and mode = 'new') as party_orgs_new,
       count(*) filter (where kind = 'resident' and mode = 'new') as resident_orgs_new,
       count(*) filter (where kind = 'resident' and mode = 'attached') as resident_orgs_attached,
       count(*) filter (where kind = 'party') as party_orgs,
       count(*) filter (where kind = 'party' and standardised) as party_orgs_standardised
from organisation group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where role = 'order_full' and this_year) as zongzhi_fulltime_added,
       count(*) filter (where role = 'order_part' and this_year) as zongzhi_parttime_added,
       count(*) filter (where role = 'chief' and this_year) as chief_grid_heads,
       count(*) filter (where role = 'grid' and this_year) as grid_workers,
       count(*) filter (where serving) as grid_staff_serving,
       count(*) filter (where serving and role = 'grid') as grid_workers_serving,
       count(distinct site) filter (where serving and role = 'grid') as grid_staff_sites
from staff group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where this_year) as mediation_committees_added,
       count(*) as mediation_committees
from mediation_committee group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where standardised and this_year) as mediation_rooms_added,
       count(*) as mediation_rooms,
       count(*) filter (where standardised) as mediation_rooms_standardised
from mediation_room group by grouping sets ((), (town), (site));

select town, site,
       count(*) as police_rooms,
       count(distinct site) filter (where fyp13) as police_room_sites
from police_room group by grouping sets ((), (town), (site));

select town, site,
       count(distinct site) filter (where level = 3) as three_star_communities,
       count(distinct site) filter (where level = 2) as two_star_communities,
       count(distinct site) filter (where level = 1) as one_star_communities,
       count(distinct site) filter (where level > 0) as starred_communities
from star group by grouping sets ((), (town), (site));

select town, site,
       count(*) as star_communities,
       count(*) filter (where level = 5) as five_star_communities,
       count(*) filter (where level < 5) as star_communities_in_progress,
       count(*) filter (where level = 4) as four_star_communities
from star group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where this_quarter and fyp13) as appraisals_in_quarter,
       coalesce(sum(praised) filter (where this_quarter), 0) as praised_in_quarter,
       coalesce(sum(criticised) filter (where this_quarter), 0) as criticised_in_quarter,
       count(distinct site) filter (where this_quarter) as appraisal_sites
from appraisal group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where target = 'party_standard') as party_orgs_to_standardise,
       count(*) filter (where target = 'owners_committee') as owners_committees_planned,
       count(*) filter (where target = 'property_company') as property_companies_planned,
       count(*) filter (where target = 'park') as parks_planned,
       count(*) filter (where target = 'park' and done) as parks_built
from plan_item group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where not medical) as uninsured_medical_persons,
       count(*) filter (where assistance <> '') as assisted_persons,
       count(*) filter (where disabled and age < 18) as disabled_children,
       count(*) filter (where age >= 60 and assistance <> '') as elderly_assisted,
       count(*) filter (where medical) as medical_insured_persons,
       count(*) filter (where age >= 16 and not student) as pension_due_persons,
       count(*) filter (where (age >= 16 and not student) and pension) as pension_insured_persons,
       count(*) filter (where assistance = 'low_income') as low_income_persons,
       count(*) filter (where assistance = 'destitute') as destitute_persons,
       count(*) filter (where monitored) as monitored_standing_persons,
       count(distinct household) filter (where assistance = 'low_income') as low_income_households,
       count(distinct household) filter (where assistance = 'destitute') as destitute_households
from entitlement group by grouping sets ((), (town), (site));

select town, site,
       count(distinct person) as disabled_persons
from disability group by grouping sets ((), (town), (site));

select town, site,
       count(distinct household) as disabled_households
from disability group by grouping sets ((), (town), (site));

select town, site,
       count(*) filter (where monitored_without_development) as monitored_without_development,
       count(*) filter (where monitored_households) as monitored_households,
       count(*) filter (where monitored_standing_households) as monitored_standing_households,
       count(*) filter (where monitored_resolved_households) as monitored_resolved_households
from (select town, site, grouping(town, site) as depth,
             bool_or((standing and able > 0) and development = 0) as monitored_without_development,
             true as monitored_households,
             bool_or(standing) as monitored_standing_households,
             bool_or(not except_0) as monitored_resolved_households
      from (select *, bool_or(standing) over (partition by household) as except_0 from monitoring) group by grouping sets ((household), (town, household), (site, household)))
group by town, site, depth;

select town, site,
       count(*) as booklet_requests,
       count(*) filter (where waiting) as booklet_requests_open
from booklet_request group by grouping sets ((), (town), (site));

select town, site,
       coalesce(sum(area_mu) filter (where true), 0) as land_parcel_mu,
       coalesce(sum(area_mu) filter (where (transferred and kind <> 'homestead')), 0) as land_transferred_mu,
       count(distinct household) as land_households
from land_right group by grouping sets ((), (town), (site));
