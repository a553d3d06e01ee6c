namespace Paracle.Providers.Tests.Http;

public sealed class PlainOptions : IHttpProviderOptions
{
    public Uri? BaseUrl { get; set; } = new("https://models.example");

    public string ApiKey { get; set; } = "test-key";

    public string Model { get; set; } = "test-model";

    public ProviderHttpOptions Http { get; set; } = new();
}
