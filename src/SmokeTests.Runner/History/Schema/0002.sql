-- How far an incident has been told, and who has taken it on. Its words are made when it is decided.
alter table incidents add column pages bigint not null default 0;
alter table incidents add column is_new bigint not null default 0;
alter table incidents add column flaps bigint not null default 0;
alter table incidents add column words text;
alter table incidents add column flap_words text;
alter table incidents add column resolved_words text;
alter table incidents add column told_at bigint;
alter table incidents add column told_in bigint;
alter table incidents add column flaps_told bigint not null default 0;
alter table incidents add column hushed bigint not null default 0;
alter table incidents add column reminders bigint not null default 0;
alter table incidents add column paged_at bigint;
alter table incidents add column acknowledged_at bigint;
alter table incidents add column acknowledged_by text;
alter table incidents add column acknowledged_why text;
alter table incidents add column acknowledgement_told bigint not null default 0;
alter table incidents add column closed_at bigint;
update incidents set told_at = opened_at, closed_at = resolved_at;
create index incidents_to_tell on incidents (id) where closed_at is null;
create index incidents_by_check on incidents (check_id, resolved_at);

-- A message goes to each route of its team: what becomes of it there is one row.
alter table notifications add column incidents text not null default '[]';
alter table notifications add column mentions bigint not null default 0;
alter table notifications add column thread bigint;
create table deliveries (
  id $identity$, notification bigint not null, team text not null, route text not null, state text not null,
  attempts bigint not null default 0, next_at bigint not null, done_at bigint, error text, receipt text,
  claimed_by text, claimed_until bigint);
insert into deliveries (notification, team, route, state, attempts, next_at, done_at, error)
  select id, team, case when state = 'Shown' then 'board' else 'slack' end, state, attempts, next_at, done_at, error from notifications order by id;
create index deliveries_waiting on deliveries (team, route, id) where state = 'Waiting';
create index deliveries_by_notification on deliveries (notification);
drop index notifications_waiting;
create table told (id $identity$, team text not null, kind text not null, at bigint not null, unique (team, kind));

-- Silences, once or again and again: nothing is told of what they are on.
create table silences (
  id $identity$, scope text not null, starts bigint not null, ends bigint not null,
  made_by text not null, why text not null, made_at bigint not null, lifted_at bigint, lifted_by text);

-- What was deployed, and when: an incident that opens soon after names it.
create table deploys (
  id $identity$, scope text not null, service text not null, version text not null, made_by text, url text, at bigint not null);
create index deploys_by_time on deploys (at);

-- Keys of the installation, made at its first start.
create table keys (name text primary key, value text not null);
