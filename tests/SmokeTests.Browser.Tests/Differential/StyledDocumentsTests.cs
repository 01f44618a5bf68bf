namespace SmokeTests.Tests.Differential;

/// <summary>What a page's own styles hide or show is the same over HTTP and in Chromium.</summary>
public class StyledDocumentsTests
{
    [Fact]
    public async Task Styles_mean_the_same_over_HTTP_and_in_a_browser()
    {
        await using var readers = await Readers.Start();
        var documents = StyledDocuments.All.SelectMany(topic => topic.Value).ToArray();
        var readings = await readers.Read([.. documents.Select(d => $"<!doctype html><title>t</title><body>{d.Body}")]);
        var wrong = documents.Zip(readings).Where(pair => pair.Second.Http.Text != pair.First.Text
            || pair.Second.Browser.Text != pair.First.Text)
            .Select(pair => $"{pair.First.Body}: over HTTP [{pair.Second.Http.Text}], in Chromium [{pair.Second.Browser.Text}], "
                + $"expected [{pair.First.Text}]");
        wrong.Should().BeEmpty();
    }
}
