using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Access;

/// <summary>What sessions are sealed with, in the history that several runners share: who has signed in at one is known at all.</summary>
internal sealed class SharedKeys(Archive archive) : IXmlRepository
{
    private const string Mark = "sessions ";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. archive.Read(db => db.Query<string>("select value from keys where name like @any order by name", new { any = Mark + "%" })).Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => archive.Write((db, transaction) => db.Execute(
        "insert into keys (name, value) values (@name, @value) on conflict (name) do nothing", new { name = Mark + friendlyName, value = element.ToString(SaveOptions.DisableFormatting) }, transaction));
}
