namespace Paracle.Simulation.Internal;

/// <summary>The paths that the server knows.</summary>
internal static class Paths
{
    public const string Chat = "/v1/chat/completions";
    public const string Messages = "/v1/messages";
    public const string Embeddings = "/v1/embeddings";
    public const string Models = "/v1/models";
    public const string Counters = "/_counters";
    public const string Other = "other";

    /// <summary>The path's name among the counts: one of a closed set.</summary>
    public static string Counted(string path) => path is Chat or Messages or Embeddings or Models ? path : Other;

    public static string Method(string path) => path is Models or Counters ? HttpMethods.Get : HttpMethods.Post;
}
