-- Several runners on one history. Who belongs to them, as Orleans keeps it: times are by this database's clock.
create table members (
  address text primary key, status bigint not null, name text not null, host text not null, port bigint not null,
  started bigint not null, alive bigint not null, suspects text not null, etag bigint not null);
create table membership (id bigint primary key, version bigint not null, etag bigint not null);
insert into membership (id, version, etag) values (1, 0, 0);

-- What each of them tells of itself. One that stops takes its row away: a row that grows old is a node that died.
create table nodes (name text primary key, address text not null, told_at bigint not null, about text not null);

-- Who runs the checks of a shard. The fence goes up whenever that changes: what a former owner writes late is refused.
create table shards (shard bigint primary key, node text, fence bigint not null);

-- Runs that were asked for where their checks do not run.
create table asked (check_id text primary key, at bigint not null);

-- Due times at which a check did not run, and why.
create table gaps (id $identity$, check_key bigint not null, since bigint not null, until bigint not null, times bigint not null, why text not null);
create index gaps_by_check on gaps (check_key, until);

-- What explains failures, for the boards of other runners than the one that ran the check.
create table evidence (run text not null, name text not null, at bigint not null, size bigint not null, content $bytes$ not null, primary key (run, name));
create index evidence_by_age on evidence (at);
