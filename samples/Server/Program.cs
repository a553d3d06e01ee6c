using Paracle;
using Server;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddParacle(paracle => paracle
    .UseConfiguredStore(builder.Configuration)
    .UseConfiguredRedis(builder.Configuration)
    .AddConfiguredProviders(builder.Configuration)
    .UseConfiguredResponseCache(builder.Configuration)
    .UseConfiguredAuthorization(builder.Configuration)
    .AddHttpApi(http => http.ReadFrom(builder.Configuration)));
builder.Services.AddOpenTelemetry().WithMetrics(Metrics.Choose);

var application = builder.Build();
application.MapParacle();
application.MapPrometheusScrapingEndpoint();
await application.RunAsync();
