namespace Bookshop;

/// <summary>The switches by command line, against a shop that is running.</summary>
internal static class BreakageCommand
{
    public static async Task<int> Run(string[] args)
    {
        var at = Array.IndexOf(args, "--shop");
        var shop = at > 0 && at + 1 < args.Length ? args[at + 1] : "http://127.0.0.1:5080";
        using var client = new HttpClient { BaseAddress = new Uri(shop) };
        try
        {
            using var answer = args switch
            {
                ["break", var name, ..] => await client.PostAsync($"/breakage/{name}", null),
                ["heal", var name, ..] => await client.DeleteAsync($"/breakage/{name}"),
                ["breakage", ..] => await client.GetAsync("/breakage"),
                _ => null,
            };
            if (answer is null)
                return Say("break NAME | heal NAME | breakage   [--shop http://127.0.0.1:5080]", 2);
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? Say(text.Length > 0 ? text : string.Join(' ', args), 0) : Say(text, 1);
        }
        catch (HttpRequestException e)
        {
            return Say($"The shop at {shop} does not answer: {e.Message}. Start it, or name it with --shop.", 1);
        }
    }

    private static int Say(string text, int code)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(text.TrimEnd());
        return code;
    }
}
