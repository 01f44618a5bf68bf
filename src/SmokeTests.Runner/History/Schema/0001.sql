-- One script for both databases: $identity$ is a key that the database counts up. Times are milliseconds since 1970, UTC.
create table checks (
  key $identity$, id text not null unique, environment text not null, name text not null, grp text not null, team text,
  passed_at bigint);

create table runs (
  seq $identity$, id text not null, check_key bigint not null, at bigint not null, late double precision, ms double precision not null,
  outcome text not null, blamed_on text, failure text, steps text, output text, evidence text, measures text, trace text);
create unique index runs_by_id on runs (id);
create index runs_by_check on runs (check_key, at);

create table incidents (
  id $identity$, check_id text not null, fault text not null, team text not null,
  opened_at bigint not null, resolved_at bigint, opened_by text not null, summary text not null);
create unique index incidents_open on incidents (check_id, fault) where resolved_at is null;

create table notifications (
  id $identity$, team text not null, check_id text, kind text not null, state text not null, announcement text not null,
  at bigint not null, attempts integer not null default 0, next_at bigint not null, done_at bigint, error text);
create index notifications_waiting on notifications (team, id) where state = 'Waiting';

-- What became of a check's runs in a minute, an hour, a day.
create table rollups (
  span text not null, check_key bigint not null, starts bigint not null,
  good bigint not null, slow bigint not null, failed bigint not null, broken bigint not null, blamed bigint not null,
  ms double precision not null, slowest double precision not null, primary key (span, check_key, starts));
create index rollups_by_age on rollups (span, starts);

-- How long good runs took: bucket n holds those of up to 1.1^n ms.
create table latencies (
  span text not null, check_key bigint not null, starts bigint not null, bucket integer not null, runs bigint not null,
  primary key (span, check_key, starts, bucket));
create index latencies_by_age on latencies (span, starts);

-- How far something has come: rolled up to this run, swept up to that one.
create table marks (name text primary key, value bigint not null);
