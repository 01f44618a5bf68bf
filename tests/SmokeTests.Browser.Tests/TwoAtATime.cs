using Xunit.Sdk;
using Xunit.v3;

// All share the one warm browser of this process, each in a context of its own. More than two at a time would measure the machine.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
