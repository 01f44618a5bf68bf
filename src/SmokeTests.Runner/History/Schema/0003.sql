-- The routes by which an incident has been told: its end goes to each of them, whatever the hour or the settings by then.
create table heard (incident bigint not null, route text not null, primary key (incident, route));
insert into heard (incident, route) select distinct i.id, d.route from incidents i join deliveries d on d.notification = i.told_in where i.closed_at is null;

-- Who did what.
create table audit (id $identity$, at bigint not null, who text not null, what text not null, about text not null);
