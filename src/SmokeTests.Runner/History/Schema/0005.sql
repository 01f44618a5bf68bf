-- Where a run looked from; null for wherever the runners stand that decide.
alter table runs add column location text;

-- Runs that runners at other locations have reported, until whoever has their checks has decided on them.
create table arrivals (seq $identity$, id text not null, check_id text not null, location text not null, content text not null);
create unique index arrivals_by_id on arrivals (id);
