using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Paracle.AspNetCore.Internal.Json;
using Paracle.AspNetCore.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.OpenApi;

/// <summary>The document is written by hand; these hold it against the code.</summary>
public sealed class OpenApiDocumentTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete"];

    [Fact]
    public async Task Document_Paths_AreTheEndpointsThatAreMapped()
    {
        await using var host = await new HttpHost().StartAsync();
        var document = await DocumentAsync(host);

        var documented = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.Names().Intersect(Methods).Select(method => $"{method} {path.Name}"));
        var mapped = host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Select(method => $"{method.ToLowerInvariant()} /{endpoint.RoutePattern.RawText!.Trim('/').Replace("api/v1/", "", StringComparison.Ordinal)}"));

        documented.ShouldBe(mapped, ignoreOrder: true);
    }

    [Fact]
    public async Task Document_Schemas_HaveTheMembersOfTheirContracts()
    {
        await using var host = await new HttpHost().StartAsync();
        var schemas = (await DocumentAsync(host)).GetProperty("components").GetProperty("schemas");
        var contracts = typeof(HttpJsonContext).GetProperties()
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(JsonTypeInfo<>))
            .Select(property => (JsonTypeInfo)property.GetValue(HttpJson.Contracts)!)
            .Where(contract => contract.Kind == JsonTypeInfoKind.Object && contract.Type.Assembly == typeof(HttpJson).Assembly)
            .ToList();

        schemas.Names().ShouldBe(contracts.Select(contract => contract.Type.Name), ignoreOrder: true);
        foreach (var contract in contracts)
        {
            schemas.GetProperty(contract.Type.Name).GetProperty("properties").Names()
                .ShouldBe(contract.Properties.Where(property => property.Get is not null).Select(property => property.Name), ignoreOrder: true, contract.Type.Name);
        }
    }

    [Fact]
    public async Task Document_References_AreAllThere_AndEachIsUsed()
    {
        await using var host = await new HttpHost().StartAsync();
        var document = await DocumentAsync(host);

        var used = Regex.Matches(document.GetRawText(), "(?<=#/components/)[^\"]+", RegexOptions.None, Waiting.Limit).Select(match => match.Value).Distinct();
        var defined = document.GetProperty("components").EnumerateObject().SelectMany(kind => kind.Value.Names().Select(name => $"{kind.Name}/{name}"));

        used.ShouldBe(defined, ignoreOrder: true);
    }

    [Fact]
    public async Task Document_PathParameters_AreDeclared()
    {
        await using var host = await new HttpHost().StartAsync();
        var document = await DocumentAsync(host);

        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Name.Contains('{')))
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => Methods.Contains(member.Name)))
            {
                operation.Value.GetProperty("parameters").GetRawText().ShouldMatch("parameters/(Agent|Execution)Id\"");
            }
        }
    }

    [Fact]
    public async Task Document_EventTypes_AreThoseThatAreWritten()
    {
        await using var host = await new HttpHost().StartAsync();
        var description = (await DocumentAsync(host)).GetProperty("paths").GetProperty("/agents/run/stream").GetProperty("post").GetProperty("responses").GetProperty("200").Text("description")!;

        var kinds = typeof(AgentEvent).GetNestedTypes().Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)).Append("heartbeat");
        foreach (var kind in kinds)
        {
            description.ShouldContain(kind);
        }

    }

    private static async Task<JsonElement> DocumentAsync(HttpHost host)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/api/v1/openapi.json");
        var document = await answer.JsonAsync();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/openapi+json");
        document.Text("openapi").ShouldStartWith("3.1");
        return document;
    }
}
