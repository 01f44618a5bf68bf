using System.Data.Common;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>Another runner has taken over meanwhile: nothing was written.</summary>
internal sealed class TakenOverException() : DbException("another runner has taken this over");
