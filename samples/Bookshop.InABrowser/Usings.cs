global using FluentAssertions;
global using RestSharp;
global using SmokeTests;
global using Xunit;
