// A suite as a later SmokeTests would mark it. Nobody may start it.
Environment.FailFast("started although its protocol is unknown");
