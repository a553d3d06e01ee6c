
namespace Paracle;

/// <summary>How to reach Anthropic, or a server that speaks its messages.</summary>
public sealed class AnthropicProviderOptions : IHttpProviderOptions
{
    /// <summary>Where the API is, without a version. https, or http on this machine. Default https://api.anthropic.com.</summary>
    public Uri? BaseUrl { get; set; } = new("https://api.anthropic.com");

    /// <summary>The API key. No default; a server that wants none takes any text. Never logged.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The model for calls that name none. No default.</summary>
    public string Model { get; set; } = "";

    /// <summary>The most tokens of an answer for calls that set none, 1 to 1,000,000; Anthropic demands a number. Default 4,096.</summary>
    public int MaxOutputTokens { get; set; } = 4096;

    /// <summary>The bounds of connections, time and attempts.</summary>
    public ProviderHttpOptions Http { get; set; } = new();
}
