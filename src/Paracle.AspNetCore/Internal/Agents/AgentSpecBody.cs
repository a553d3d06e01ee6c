namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>An agent's spec as a client sends it; its name is in the URL.</summary>
internal sealed record AgentSpecBody
{
    // Settable: the generated contract writes null into an init-only member that was not sent, past its default.
    public string? Parent { get; set; }

    public string? Instructions { get; set; }

    public string? Provider { get; set; }

    public string? Model { get; set; }

    public float? Temperature { get; set; }

    public int? MaxOutputTokens { get; set; }

    public IReadOnlyList<string> Tools { get; set; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public AgentSpec ToSpec(string name) => new()
    {
        Name = name,
        Parent = Parent,
        Instructions = Instructions,
        Provider = Provider,
        Model = Model,
        Temperature = Temperature,
        MaxOutputTokens = MaxOutputTokens,
        Tools = Tools,
        Metadata = Metadata,
    };
}
