using SmokeTests.Runner.Cli;
using SmokeTests.Runner.Cli.Importing;

namespace SmokeTests.Runner.Tests;

/// <summary>What is secret by its name in a recording or another tool's file is copied into no check, wherever else it stands.</summary>
public sealed class RecordedSecretsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-recorded-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, string> Files => new()
    {
        { "a.har", """
            {"log":{"entries":[
              {"request":{"method":"GET","url":"https://ada:CANARYuser01@shop.example/?access_token=CANARYquery02&page=7","headers":[]},
            """ + """
            "response":{"status":200,"content":{"mimeType":"text/html"}}},
              {"request":{"method":"POST","url":"https://shop.example/in?sid=CANARYquery03","headers":[],
            """ + """
            "postData":{"mimeType":"application/x-www-form-urlencoded","text":"user=ada&pin=CANARYform04&words=CANARYform04"}},
            """ + """
            "response":{"status":200,"content":{"mimeType":"text/html"}}},
              {"request":{"method":"POST","url":"https://shop.example/api?api_key=CANARYquery05",
            """ + """
            "headers":[{"name":"Authorization","value":"Bearer CANARYbearer06"},
            """ + """
            {"name":"Cookie","value":"session=CANARYcookie07; lang=en"},
            """ + """
            {"name":"X-Custom-Token","value":"CANARYheader08"},{"name":"X-Again","value":"CANARYbearer06"}],
            """ + """
            "postData":{"mimeType":"application/json",
            """ + """
            "text":"{\"user\":\"ada\",\"password\":\"CANARYjson09\",\"inside\":[{\"clientSecret\":\"CANARYjson10\"}]}"}},
            """ + """
            "response":{"status":200,"content":{"mimeType":"application/json"}}}
            ]}}
            """ },
        { "a.webtest", """
            <WebTest Name="Shop"><Items>
              <Request Method="GET" Url="https://ada:CANARYuser01@shop.example/?access_token=CANARYquery02">
                <QueryStringParameters><QueryStringParameter Name="sid" Value="CANARYquery03" /></QueryStringParameters>
                <ValidationRules><ValidationRule Classname="ValidationRuleFindText">
            """ + """
            <RuleParameters><RuleParameter Name="FindText" Value="Hello CANARYquery03" /></RuleParameters>
            """ + """
            </ValidationRule></ValidationRules>
              </Request>
              <Request Method="POST" Url="https://shop.example/in?token=CANARYquery04"><FormPostHttpBody>
            """ + """
            <FormPostParameter Name="otp" Value="CANARYform05" />
            """ + """
            <FormPostParameter Name="again" Value="CANARYform05" /></FormPostHttpBody></Request>
              <Request Method="POST" Url="https://shop.example/api"><StringHttpBody ContentType="text/xml">
            """ + """
            <![CDATA[<a key="CANARYxml06"><s:Password>CANARYxml07</s:Password></a>]]></StringHttpBody></Request>
            </Items></WebTest>
            """ },
        { "a.yaml", """
            endpoints:
              - name: api
                url: "https://ada:CANARYuser01@shop.example/?token=CANARYquery02"
                method: POST
                body: '{"api_key":"CANARYjson03"}'
                headers: { Authorization: "Basic CANARYbasic04", X-Api-Key: "CANARYheader05" }
                conditions: [ "[STATUS] == 200", "[BODY].key == CANARYjson03" ]
            """ },
    };

    [Theory, MemberData(nameof(Files))]
    public void No_secret_of_another_tools_file_is_copied(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        var (code, said) = (new StringWriter(), new StringWriter());
        var (output, errors) = (Console.Out, Console.Error);
        try
        {
            Console.SetOut(code);
            Console.SetError(said);
            ImportCommand.Run(Path.Combine(folder, name), "storefront", "Shop", null).Should().Be(ExitCode.Passed, said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
        code.ToString().Should().Contain("public async Task").And.NotContain("CANARY");
        said.ToString().Should().NotContain("CANARY");
    }

    [Fact]
    public void No_secret_of_a_recording_is_copied()
    {
        var secrets = new RecordedSecrets();
        secrets.Learn("password", "CANARYsetting01");
        var check = Recorded.Translate(
        [
            """{"name":"navigate","url":"https://shop.example/?token=CANARYquery02&page=7"}""",
            Fill("Kennwort", "CANARYtyped03"), Fill("PIN", "CANARYtyped04"), Fill("One-time code", "CANARYtyped05"),
            Fill("Words", "CANARYsetting01"),
            """{"name":"fill","selector":"input[name=password] >> nth=0","text":"CANARYtyped06","locator":{"kind":"default","body":"x"}}""",
            """{"name":"assertText","selector":"h1","text":"Hello CANARYtyped03"}""",
        ], "Ordering", "storefront", secrets);
        check.Should().NotContain("CANARY").And.Contain("page=7").And.Contain("Account(\"NAME\").Password").And.Contain("Hello •••");

        static string Fill(string label, string text) =>
            System.Text.Json.JsonSerializer.Serialize(new { name = "fill", selector = $"internal:label={label}", text,
                locator = new { kind = "label", body = label, options = new { } } });
    }

    [Theory]
    [InlineData("Password", true), InlineData("X-Api-Key", true), InlineData("client_secret", true), InlineData("PIN", true)]
    [InlineData("page", false), InlineData("keyboard", false), InlineData("author", false), InlineData("shipping", false),
        InlineData("Accept", false)]
    public void A_name_says_whether_it_is_secret(string name, bool isSecret) => RecordedSecrets.IsSecret(name).Should().Be(isSecret);
}
