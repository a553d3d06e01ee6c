using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>A host on Kestrel at a loopback port: stores in memory, the real runtime, a model of the test's, and an agent named helper.</summary>
internal sealed class HttpHost : IAsyncDisposable, IParacleBuilder
{
    private readonly WebApplicationBuilder _builder = WebApplication.CreateSlimBuilder();
    private WebApplication? _application;

    public HttpHost(Action<HttpApiOptions>? configure = null, bool allowAll = true)
    {
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IProviderCatalog>(Model);
        Services.AddHybridCache();
        Services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        this.UseInMemory();
        Services.AddParacleRuntime();
        if (allowAll)
        {
            this.AllowAll();
        }

        this.AddHttpApi(options => options.RateLimitPermits = 1_000_000).AddHttpApi(configure);
        Services.AddAuthentication(TestAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TestAuthentication>(TestAuthentication.SchemeName, null);
        Services.AddAuthorization();
    }

    public IServiceCollection Services => _builder.Services;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));

    public TestModel Model { get; } = new();

    /// <summary>Middleware before the endpoints.</summary>
    public Action<WebApplication> Before { get; set; } = _ => { };

    /// <summary>The host's conventions for the API.</summary>
    public Action<IEndpointConventionBuilder> Conventions { get; set; } = _ => { };

    public HttpProtocols Protocols { get; set; } = HttpProtocols.Http1;

    public Action<KestrelServerOptions> Kestrel { get; set; } = _ => { };

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public FakeLogCollector Logs => Get<FakeLogCollector>();

    public T Get<T>()
        where T : notnull => _application!.Services.GetRequiredService<T>();

    public HttpHost With(IAgentRuntime runtime)
    {
        Services.Replace(ServiceDescriptor.Singleton(runtime));
        return this;
    }

    public async Task<HttpHost> StartAsync()
    {
        _builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = Protocols);
            Kestrel(kestrel);
        });
        _application = _builder.Build();
        Before(_application);
        _application.UseAuthentication();
        _application.UseAuthorization();
        Conventions(_application.MapParacle());
        await _application.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_application.Urls.Single()), Timeout = Waiting.Limit };
        if (Protocols == HttpProtocols.Http2)
        {
            Client.DefaultRequestVersion = HttpVersion.Version20;
            Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        await Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "helper", Instructions = "Help." }, null, default);
        return this;
    }

    public Task StopAsync() => _application!.StopAsync();

    public Task GrantAsync(string subject, GrantAction action, string agent, string tenant = "default") =>
        Get<IGrantStore>().AddAsync(new Grant(new TenantId(tenant), subject, action, GrantResource.Agent(agent)), default).AsTask();

    public Task<HttpResponseMessage> RunAsync(string task = "Say it.", string agent = "helper") =>
        SendAsync(HttpMethod.Post, "/api/v1/agents/run", Body(agent, task));

    /// <summary>The only execution there is.</summary>
    public async Task<Execution> OnlyExecutionAsync() =>
        (await Get<IExecutionStore>().ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, default)).Items.ShouldHaveSingleItem();

    public static string Body(string agent, string task) => JsonSerializer.Serialize(new Dictionary<string, string> { ["agent_id"] = agent, ["task"] = task });

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json = null, string? subject = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, json, subject, headers);
        return await Client.SendAsync(request);
    }

    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null, string? subject = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Version = Client.DefaultRequestVersion, VersionPolicy = Client.DefaultVersionPolicy };
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (subject is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(TestAuthentication.SchemeName, subject.Contains('@') ? subject : subject + "@default");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }
}
