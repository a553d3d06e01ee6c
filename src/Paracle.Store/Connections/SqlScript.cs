namespace Paracle.Store;

/// <summary>A script of several statements for one schema, out of a resource in which the schema stands as <c>{schema}</c>.</summary>
internal readonly record struct SqlScript(string Template, SqlIdentifier Schema)
{
    public string Text => Template.Replace("{schema}", Schema.ToString(), StringComparison.Ordinal);
}
