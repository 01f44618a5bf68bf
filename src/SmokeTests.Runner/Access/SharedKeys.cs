using System.Xml.Linq;
using Dapper;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Access;

/// <summary>What sessions are sealed with, in the history that several runners share: who has signed in at one is known at all.</summary>
internal sealed class SharedKeys(HistoryStore historyStore) : IKeyPlace
{
    private const string Mark = "sessions ";

    public IEnumerable<(string Name, string? Text)> All() => historyStore.Read(db =>
        db.Query<(string, string?)>("select name, value from keys where name like @any order by name", new { any = Mark + "%" }).ToArray());

    public void Store(XElement key, string name) => historyStore.Write((db, transaction) => db.Execute(
        "insert into keys (name, value) values (@name, @value) on conflict (name) do nothing",
        new { name = Mark + name, value = key.ToString(SaveOptions.DisableFormatting) }, transaction));
}
