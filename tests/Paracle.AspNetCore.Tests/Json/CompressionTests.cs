using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Json;

public sealed class CompressionTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 400).Select(number => $"word{number} "));

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("*;q=0.1, br;q=0", "gzip")]
    [InlineData("deflate", null)]
    [InlineData("br;q=0", null)]
    [InlineData("identity, br;q=0.5", null)]
    [InlineData("br;q=nonsense", null)]
    [InlineData(null, null)]
    public async Task Answer_LongEnough_IsCompressedAsTheClientLikes(string? accepted, string? expected)
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await RunAsync(host, Long, accepted);

        answer.Content.Headers.ContentEncoding.ShouldBe(expected is null ? [] : [expected]);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        var body = await ReadAsync(answer);
        JsonDocument.Parse(body).RootElement.Text("result").ShouldBe(Long);
        answer.Content.Headers.ContentLength!.Value.ShouldBeLessThanOrEqualTo(body.Length);
    }

    [Fact]
    public async Task Answer_Short_IsNotCompressed()
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await RunAsync(host, "short", "br, gzip");

        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_AtTheThreshold_IsCompressedFromThereOn()
    {
        await using var host = await new HttpHost().StartAsync();
        var overhead = (await (await RunAsync(host, "x", null)).Content.ReadAsByteArrayAsync()).Length - 1;

        (await RunAsync(host, new string('x', 1023 - overhead), "gzip")).Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await RunAsync(host, new string('x', 1024 - overhead), "gzip")).Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answer_ThatWouldNotBeShorter_IsSentAsItIs(string accepted)
    {
        await using var host = await new HttpHost(options => options.CompressionThreshold = 0).StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/health/live", headers: ("Accept-Encoding", accepted));

        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"status":"live"}""");
    }

    [Fact]
    public async Task Answer_HostThatCompressesToo_IsCompressedOnce()
    {
        await using var host = new HttpHost();
        host.Services.AddResponseCompression();
        host.Before = application => application.UseResponseCompression();
        await host.StartAsync();

        using var answer = await RunAsync(host, Long, "br");

        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        JsonDocument.Parse(await ReadAsync(answer)).RootElement.Text("result").ShouldBe(Long);
    }

    [Fact]
    public async Task Problem_LongEnough_IsCompressedToo()
    {
        await using var host = await new HttpHost(options => options.CompressionThreshold = 100).StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/api/v1/agents/missing", headers: ("Accept-Encoding", "br"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonDocument.Parse(await ReadAsync(answer)).RootElement.Text("code").ShouldBe(ErrorCodes.NotFound);
    }

    private static Task<HttpResponseMessage> RunAsync(HttpHost host, string task, string? accepted) =>
        host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body("helper", task), headers: accepted is null ? [] : [("Accept-Encoding", accepted)]);

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });
        return await reader.ReadToEndAsync();
    }
}
