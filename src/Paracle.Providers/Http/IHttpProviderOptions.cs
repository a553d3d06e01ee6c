namespace Paracle;

/// <summary>What the options of every provider spoken to over HTTP have in common.</summary>
public interface IHttpProviderOptions
{
    /// <summary>Where the provider is: https, or http on this machine.</summary>
    Uri? BaseUrl { get; }

    /// <summary>The secret it is called with.</summary>
    string ApiKey { get; }

    /// <summary>The model for calls that name none.</summary>
    string Model { get; }

    /// <summary>The bounds of its connections, time and attempts.</summary>
    ProviderHttpOptions Http { get; }
}
