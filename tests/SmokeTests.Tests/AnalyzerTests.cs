using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SmokeTests.Analyzers;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What the compiler says about a check: one row for each way of going wrong, and one for going right.</summary>
public class AnalyzerTests
{
    private const string Proved = "var p = await Open(\"/\"); await p.ShouldShow(\"x\");";

    [Theory]
    // attributes of the class attributes and body of the check what is said
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }",            "")]
    [InlineData("[Every(\"5m\")]",
        "[Fact] public async Task C() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }",            "SMOKE001")]
    [InlineData("[Team(\"a\")]",
        "[Theory, InlineData(1)] public async Task C(int i) { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }", "SMOKE002")]
    [InlineData("[Team(\"a\"), Cron(\"0 9 * * *\")]",  "[Fact] public async Task C() { var p = await Open(\"/\"); }",
        "SMOKE003")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact(Skip = \"to be written\")] public async Task C() { var p = await Open(\"/\"); }",              "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",        "[Fact] public async Task C() { var p = await Open(\"/gone\", status: 410); }",
        "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public Task C() => Look(); async Task Look() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }", "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",        "[Fact] public void C() { Assert.True(Site.Port > 0); }",
        "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",        "[Fact] public void C() { System.Threading.Thread.Sleep(5); Assert.True(true); }",
        "SMOKE004")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async void C() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }",            "SMOKE005")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { var password = \"hunter2\"; var p = await Open(\"/\"); await p.ShouldShow(\"x\"); }", "SMOKE006")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { var p = await Open(\"/\"); await p.Fill(\"Password\", \"hunter2\"); await p.ShouldShow(\"x\"); }",
        "SMOKE006")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { var p = await Open(\"/\"); await p.Submit(\"Order\"); await p.ShouldShow(\"x\"); }", "SMOKE007")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { var p = await Open(\"/\"); await Owe(() => Undo()); await p.Submit(\"Order\"); await "
            + "p.ShouldShow(\"x\"); } async Task Undo() { var p = await Open(\"/\"); await p.Submit(\"Cancel\"); }", "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact, Harmless(\"a search\")] public async Task C() { var p = await Open(\"/\"); await p.Submit(\"Order\"); await "
            + "p.ShouldShow(\"x\"); }", "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { (await Api.ExecutePostAsync(new RestRequest(\"x\"))).ShouldHaveStatus(201); }", "SMOKE007")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { await Database(\"o\").Rows<int>(\"delete from orders\"); }",         "SMOKE008")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { while (true) { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); } }", "SMOKE009")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { while (true) { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); break; } }", "")]
    [InlineData("[Team(\"a\"), Every(\"5m\")]",
        "[Fact] public async Task C() { using var c = new System.Net.Http.HttpClient(); var p = await Open(\"/\"); await "
            + "p.ShouldShow(\"x\"); }", "SMOKE010")]
    [InlineData("",                                    "public async Task NoCheck() { var p = await Open(\"/\"); await "
        + "p.Submit(\"Order\"); }",              "")]
    public async Task An_unsafe_check_is_told_while_it_is_compiled(string attributes, string check, string told)
    {
        var said = await Analyze(Project(attributes, check));
        string.Join(' ', said.Select(d => d.Id).Distinct().Order()).Should().Be(told, string.Join('\n', said));
    }

    [Theory]
    [InlineData("[Fact] public async void C() { " + Proved + " }", "public async Task C()")]
    [InlineData("[Fact] public async Task C() { System.Threading.Thread.Sleep(5); " + Proved + " }", "await Task.Delay(5, Stop);")]
    public async Task A_code_fix_mends_it(string check, string mended)
    {
        var document = Project("[Team(\"a\"), Every(\"5m\")]", check);
        var diagnostic = (await Analyze(document)).Single();
        var actions = new List<CodeAction>();
        await new ReturnTaskFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action),
            CancellationToken.None));
        var operation = (await actions.Single().GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        var changed = operation.ChangedSolution.GetDocument(document.Id)!;
        (await changed.GetTextAsync()).ToString().Should().Contain(mended);
        (await Analyze(changed)).Should().BeEmpty();
    }

    /// <summary>The examples of the page: the first block of each rule, and the last.</summary>
    [Theory, MemberData(nameof(Ids))]
    public async Task The_pages_bad_example_is_told_and_its_good_one_is_not(string id)
    {
        var page = File.ReadAllText(Path.Combine(SettingsSchema.Root, "src", "SmokeTests.Analyzers", "README.md")).ReplaceLineEndings("\n");
        var section = page.Split($"\n## {id}\n")[1].Split("\n## ")[0];
        var examples = Regex.Matches(section, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        examples.Should().HaveCount(2);
        // What is missing may not stand on the class either.
        var attributes = id is "SMOKE001" or "SMOKE002" ? "" : "[Team(\"a\"), Every(\"5m\")]";
        (await Analyze(Project(attributes, examples[0]))).Select(d => d.Id).Should().Equal(id);
        (await Analyze(Project(attributes, examples[1]))).Should().BeEmpty();
    }

    public static TheoryData<string> Ids =>
        [.. new CheckAnalyzer().SupportedDiagnostics.Concat(new CallAnalyzer().SupportedDiagnostics).Select(d => d.Id).Distinct()];

    private static Document Project(string attributes, string check)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var source = $$"""
            using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
            """ + $$"""
             using RestSharp; using SmokeTests; using Xunit;
            {{attributes}} public class Checks : Journey { {{check}} }
            """;
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Suite", "Suite",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: references));
        return workspace.AddDocument(project.Id, "Checks.cs", SourceText.From(source));
    }

    private static async Task<ImmutableArray<Diagnostic>> Analyze(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Should().BeEmpty("the check must compile");
        return await compilation.WithAnalyzers([new CheckAnalyzer(), new CallAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
