namespace SmokeTests.Runner.History;

/// <summary>The tables, as numbered steps: a database is brought forward from whatever step it stands on.</summary>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        create table checks (
          id text primary key, environment text not null, name text not null, grp text not null, team text, passed_at integer);
        create table runs (
          id text primary key, check_id text not null, at integer not null, ms real not null, outcome text not null,
          blamed_on text, failure text, steps text not null, output text);
        create index runs_by_check on runs (check_id, at);
        create table incidents (
          id integer primary key, check_id text not null, fault text not null, team text not null,
          opened_at integer not null, resolved_at integer, opened_by text not null, summary text not null);
        create unique index incidents_open on incidents (check_id, fault) where resolved_at is null;
        create table notifications (
          id integer primary key, team text not null, check_id text, kind text not null, state text not null, announcement text not null,
          at integer not null, attempts integer not null default 0, next_at integer not null, done_at integer, error text);
        create index notifications_waiting on notifications (team, id) where state = 'Waiting';
        """,
        """
        alter table runs add column evidence text;
        alter table runs add column measures text;
        alter table runs add column trace text;
        """,
    ];
}
