namespace SmokeTests.Tests.Differential;

/// <summary>Gives a document to both drivers.</summary>
internal sealed class BothDrivers(OverHttp plain, InBrowser oracle, Func<int> number)
{
    public async Task<(string Http, string Browser)> Try(FormDocument document)
    {
        var which = number();
        var http = await plain.Try(which, document);
        return (http, await oracle.Try(which, document));
    }

    public static bool Differ(FormDocument document, string http, string browser) =>
        http != browser && !FormDifferences.All.Any(d => d.Has?.Invoke(document) == true);

    /// <summary>The smallest document that still differs, with what each driver made of it.</summary>
    public async Task<string> Shrink(FormDocument document)
    {
        for (var smaller = await Smaller(document); smaller is not null; smaller = await Smaller(document))
            document = smaller;
        var (http, browser) = await Try(document);
        return $"{document}\n--- over HTTP\n{http}\n--- in Chromium\n{browser}";
    }

    private async Task<FormDocument?> Smaller(FormDocument document)
    {
        foreach (var smaller in document.Smaller())
        {
            var (http, browser) = await Try(smaller);
            if (Differ(smaller, http, browser))
                return smaller;
        }
        return null;
    }
}
