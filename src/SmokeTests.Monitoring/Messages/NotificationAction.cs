namespace SmokeTests.Monitoring.Messages;

/// <summary>What is told of an incident, or done without a word.</summary>
internal enum NotificationAction
{
    /// <summary>Tell that it has opened.</summary>
    Open,

    /// <summary>Say again that it is open.</summary>
    Remind,

    /// <summary>Say that its check flaps, and that it therefore stays open.</summary>
    Flap,

    /// <summary>Page: nobody has acknowledged it in time.</summary>
    Page,

    /// <summary>Tell the pager that somebody has acknowledged it.</summary>
    Acknowledge,

    /// <summary>Tell that it is resolved.</summary>
    Resolve,

    /// <summary>Remember that a silence fell on it, so that it is told again when that ends.</summary>
    Hush,

    /// <summary>It came and went without being told: nothing is left to tell.</summary>
    Drop,
}
