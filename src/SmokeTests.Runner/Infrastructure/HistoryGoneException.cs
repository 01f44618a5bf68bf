using System.Data.Common;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>The file of the history is not there any more, though it was: whoever goes on with it would write into nothing.</summary>
internal sealed class HistoryGoneException(string file) : DbException($"the history {file} was deleted while it was in use");
