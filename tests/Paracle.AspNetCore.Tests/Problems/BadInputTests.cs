using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Problems;

/// <summary>Every endpoint against what it must refuse: the right status, sound problem details, and nothing done.</summary>
public sealed class BadInputTests
{
    private const string Run = "/api/v1/agents/run";
    private const string Stream = "/api/v1/agents/run/stream";
    private const string Agent = "/api/v1/agents/helper";

    public static TheoryData<string, string> BadBodies()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in new[] { Run, Stream })
        {
            foreach (var body in new[]
            {
                "", " ", "null", "[]", "5", "\"text\"", "{", "{}", "{]", "{} {}", "{}x", "{/**/}", "{'agent_id':'helper'}",
                """{"agent_id":"helper"}""", """{"task":"Hi"}""", """{"agent_id":5,"task":"Hi"}""", """{"agent_id":"helper","task":["Hi"]}""",
                """{"agent_id":null,"task":"Hi"}""", """{"agent_id":"","task":"Hi"}""", """{"agent_id":"helper","task":""}""", """{"agent_id":"helper","task":" \n"}""",
                """{"agent_id":"a/b","task":"Hi"}""", """{"agent_id":"*","task":"Hi"}""", """{"agent_id":"helper","task":"a\u0000b"}""",
                """{"agent_id":"helper","task":"\ud800"}""", """{"agent_id":"helper","agent_id":"other","task":"Hi"}""", """{"Agent_Id":"helper","task":"Hi"}""",
                """{"agent_id":"helper","task":"Hi","x":""" + new string('[', 100) + new string(']', 100) + "}",
                "{\"agent_id\":\"" + new string('a', 129) + "\",\"task\":\"Hi\"}",
            })
            {
                data.Add(path, body);
            }
        }

        foreach (var body in new[]
        {
            "", "null", "[]", """{"temperature":"hot"}""", """{"temperature":3}""", """{"temperature":-0.1}""", """{"max_output_tokens":0}""", """{"max_output_tokens":1.5}""",
            """{"max_output_tokens":99999999999}""", """{"tools":"search"}""", """{"tools":null}""", """{"tools":[null]}""", """{"tools":["a b"]}""", """{"metadata":null}""",
            """{"metadata":{"a":null}}""", """{"metadata":{"a":1}}""", """{"metadata":{"a":"1","a":"2"}}""", """{"parent":"helper"}""", """{"parent":"missing"}""",
            """{"parent":"a b"}""", """{"instructions":""}""", """{"instructions":5}""", """{"provider":"a b"}""", """{"model":"a\nb"}""", "{\"instructions\":\"" + new string('i', 262_145) + "\"}",
        })
        {
            data.Add(Agent, body);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Body_Malformed_IsRefusedAndNothingIsDone(string path, string body)
    {
        await using var host = await new HttpHost().StartAsync();

        await host.SendAsync(path == Agent ? HttpMethod.Put : HttpMethod.Post, path, body).ProblemAsync(HttpStatusCode.BadRequest, ErrorCodes.InvalidInput);

        await ShouldBeUntouchedAsync(host);
    }

    [Theory]
    [InlineData("GET", "/api/v1/agents?limit=0")]
    [InlineData("GET", "/api/v1/agents?limit=1001")]
    [InlineData("GET", "/api/v1/agents?limit=-1")]
    [InlineData("GET", "/api/v1/agents?limit=many")]
    [InlineData("GET", "/api/v1/agents?limit=")]
    [InlineData("GET", "/api/v1/agents?limit=99999999999999999999")]
    [InlineData("GET", "/api/v1/agents?limit=1&limit=2")]
    [InlineData("GET", "/api/v1/agents?cursor=%25%25")]
    [InlineData("GET", "/api/v1/agents?cursor=%00")]
    [InlineData("GET", "/api/v1/executions?cursor=AAAA")]
    [InlineData("GET", "/api/v1/executions?status=Running")]
    [InlineData("GET", "/api/v1/executions?status=3")]
    [InlineData("GET", "/api/v1/executions?from=yesterday")]
    [InlineData("GET", "/api/v1/executions?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("GET", "/api/v1/executions?from=0001-01-01")]
    [InlineData("GET", "/api/v1/executions?to=9999-12-31T23:59:59-23:59")]
    [InlineData("GET", "/api/v1/executions?agent_id=a%20b")]
    [InlineData("GET", "/api/v1/executions/5")]
    [InlineData("GET", "/api/v1/executions/00000000-0000-0000-0000-000000000000")]
    [InlineData("GET", "/api/v1/executions/0190b2c45d6e7f809123456789abcdef")]
    [InlineData("POST", "/api/v1/executions/nonsense/cancel")]
    [InlineData("GET", "/api/v1/agents/a%20b")]
    [InlineData("GET", "/api/v1/agents/a%2Fb")]
    [InlineData("GET", "/api/v1/agents/*")]
    [InlineData("DELETE", "/api/v1/agents/*")]
    [InlineData("GET", "/api/v1/agents/%00")]
    [InlineData("DELETE", "/api/v1/agents/'%3B%20drop%20table%20agents")]
    public async Task Url_Malformed_IsRefused(string method, string path)
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await host.SendAsync(new HttpMethod(method), path);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        if (answer.Content.Headers.ContentType is not null)
        {
            // A NUL in the path is refused by the server itself, before any endpoint.
            await answer.ProblemAsync(HttpStatusCode.BadRequest, ErrorCodes.InvalidInput);
        }

        await ShouldBeUntouchedAsync(host);
    }

    [Theory]
    [InlineData("POST", Run)]
    [InlineData("POST", Stream)]
    [InlineData("PUT", Agent)]
    public async Task Body_OtherThanPlainJson_IsRefused(string method, string path)
    {
        await using var host = await new HttpHost().StartAsync();
        foreach (var (type, coding) in new[] { ("text/plain", null), ("application/x-www-form-urlencoded", null), ("application/json; charset=utf-16", null), ("application/json", "gzip"), (null, (string?)null) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(HttpHost.Body("helper", "Hi"))) };
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
            if (coding is not null)
            {
                request.Content.Headers.ContentEncoding.Add(coding);
            }

            await host.Client.SendAsync(request).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }

        await ShouldBeUntouchedAsync(host);
    }

    [Theory]
    [InlineData("POST", Run, true)]
    [InlineData("POST", Run, false)]
    [InlineData("POST", Stream, false)]
    [InlineData("PUT", Agent, false)]
    public async Task Body_OverTheLimit_IsRefused(string method, string path, bool isLengthKnown)
    {
        await using var host = await new HttpHost(options => options.MaxRequestBodyBytes = 2048).StartAsync();
        var body = Encoding.UTF8.GetBytes(HttpHost.Body("helper", new string('x', 4096)));
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = isLengthKnown ? new ByteArrayContent(body) : new StreamContent(new UnknownLength(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await host.Client.SendAsync(request).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");

        await ShouldBeUntouchedAsync(host);
    }

    [Fact]
    public async Task Body_NotUtf8_IsRefused()
    {
        await using var host = await new HttpHost().StartAsync();
        using var content = new ByteArrayContent([.. """{"agent_id":"helper","task":" """u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await host.Client.PostAsync(new Uri(Run, UriKind.Relative), content).ProblemAsync(HttpStatusCode.BadRequest, ErrorCodes.InvalidInput);
    }

    [Theory]
    [InlineData(Run)]
    [InlineData(Stream)]
    public async Task Run_MissingAgent_IsNotFound(string path)
    {
        await using var host = await new HttpHost().StartAsync();

        await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("missing", "Hi")).ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);

        await ShouldBeUntouchedAsync(host);
    }

    [Theory]
    [InlineData(Run)]
    [InlineData(Stream)]
    public async Task Run_WithoutGrant_IsRefusedWhetherTheAgentExistsOrNot(string path)
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();

        await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("helper", "Hi"), "kim").ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
        await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("missing", "Hi"), "kim").ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);

        await ShouldBeUntouchedAsync(host);
    }

    private static async Task ShouldBeUntouchedAsync(HttpHost host)
    {
        host.Model.Calls.ShouldBeEmpty();
        (await host.Get<IExecutionStore>().ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, default)).Items.ShouldBeEmpty();
        (await host.Get<IAgentStore>().FindAsync(TenantId.Default, "helper", default))!.Version.ShouldBe(1);
        host.Logs.GetSnapshot().ShouldNotContain(record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private sealed class UnknownLength(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
