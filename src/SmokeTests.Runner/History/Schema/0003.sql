-- The routes by which an incident has been told: its end goes to each of them, whatever the hour or the settings by then.
create table heard (incident bigint not null, route text not null, primary key (incident, route));
insert into heard (incident, route) select distinct i.id, d.route from incidents i join deliveries d on d.notification = i.told_in where i.closed_at is null;

-- Who did what.
create table audit (id $identity$, at bigint not null, who text not null, what text not null, about text not null);

-- The time between a run and the one before it, by what was known of the product in it: milliseconds.
alter table runs add column up bigint not null default 0;
alter table runs add column down bigint not null default 0;
alter table runs add column unknown bigint not null default 0;
alter table runs add column maintenance bigint not null default 0;
alter table rollups add column up bigint not null default 0;
alter table rollups add column down bigint not null default 0;
alter table rollups add column unknown bigint not null default 0;
alter table rollups add column maintenance bigint not null default 0;
-- What was summed up before time was counted: each run stands for the same share of its stretch.
update rollups set up = (good + slow) * (case span when 'minute' then 60000 when 'hour' then 3600000 else 86400000 end) / (good + slow + failed),
  down = failed * (case span when 'minute' then 60000 when 'hour' then 3600000 else 86400000 end) / (good + slow + failed) where good + slow + failed > 0;

-- What people outside are told of an incident.
create table notes (id $identity$, incident bigint not null, at bigint not null, made_by text not null, text text not null);
create index notes_by_incident on notes (incident);
