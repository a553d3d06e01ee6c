
namespace Paracle;

/// <summary>How to reach OpenAI, or a server that speaks its chat completions.</summary>
public sealed class OpenAIProviderOptions : IHttpProviderOptions
{
    /// <summary>Where the API is, version included. https, or http on this machine. Default https://api.openai.com/v1.</summary>
    public Uri? BaseUrl { get; set; } = new("https://api.openai.com/v1");

    /// <summary>The API key. No default; a server that wants none takes any text. Never logged.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The model for calls that name none. No default.</summary>
    public string Model { get; set; } = "";

    /// <summary>The bounds of connections, time and attempts.</summary>
    public ProviderHttpOptions Http { get; set; } = new();
}
