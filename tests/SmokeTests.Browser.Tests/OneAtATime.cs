using Xunit.Sdk;
using Xunit.v3;

// All share the one warm browser of this process, which a test kills.
[assembly: Parallelization(Mode = ParallelMode.None)]
