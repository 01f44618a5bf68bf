using SmokeTests.Addresses;

namespace SmokeTests.Settings;

/// <summary>One environment of <c>smoketests.json</c>.</summary>
internal sealed record EnvironmentSettings
{
    public const int UsuallyAtOnce = 50;

    private readonly BasicLogIn? siteLogIn;
    private readonly IReadOnlyList<(Uri, BasicLogIn)> originLogIns = [];

    public required string Name { get; init; }

    /// <summary>
    /// Where journeys start. A log-in in the address is taken out and kept in <see cref="LogIns"/>, here as in the others.
    /// </summary>
    public required Uri Site { get; init => (field, siteLogIn) = (BasicLogIn.Without(value), BasicLogIn.In(value)); }
    public ApiSettings? Api { get; init; }

    /// <summary>Addresses besides site and API that belong to the environment.</summary>
    public IReadOnlyList<Uri> Origins
    {
        get;
        init
        {
            field = [.. value.Select(BasicLogIn.Without)];
            originLogIns = [.. value.Select(o => (BasicLogIn.Without(o), BasicLogIn.In(o))).Where(o => o.Item2 is not null)
                .Select(o => (o.Item1, o.Item2!))];
        }
    } = [];
    public IReadOnlyDictionary<string, DatabaseSettings> Databases { get; init; } = new Dictionary<string, DatabaseSettings>();
    public IReadOnlyDictionary<string, AccountSettings> Accounts { get; init; } = new Dictionary<string, AccountSettings>();
    public IReadOnlyDictionary<string, Text> Secrets { get; init; } = new Dictionary<string, Text>();
    public IReadOnlyDictionary<string, MailSettings> Mail { get; init; } = new Dictionary<string, MailSettings>();
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(10);
    public int PageBytes { get; init; } = 10 * 1024 * 1024;
    public IReadOnlyList<string> ErrorTexts { get; init; } = UsualErrorTexts.All;

    /// <summary>Third parties that a browser is not to ask, as patterns: <c>*.tracker.example</c>.</summary>
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>How many checks may be on the site at once.</summary>
    public int AtOnce { get; init; } = UsuallyAtOnce;
    public string Folder { get; init; } = "";
    public BrowserSettings Browser { get; init; } = new();

    /// <summary>The log-ins that stand in the environment's addresses, with the address that each is for.</summary>
    public IEnumerable<(Uri Address, BasicLogIn LogIn)> LogIns => (siteLogIn is null ? [] : new[] { (Site, siteLogIn) })
        .Concat(Api?.LogIn is { } api ? [(Api.Address, api)] : Array.Empty<(Uri, BasicLogIn)>()).Concat(originLogIns);

    /// <summary>The log-in that goes to an address: that of its origin alone.</summary>
    public BasicLogIn? LogInOf(Uri address) => LogIns.FirstOrDefault(l => Origin.IsSame(l.Address, address)).LogIn;

    public IReadOnlyList<Uri> Own => [Site, .. Api is { } api ? [api.Address] : Array.Empty<Uri>(), .. Origins];
}
