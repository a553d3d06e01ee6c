namespace Paracle.Store;

/// <summary>A script of one or several statements for one schema, out of a resource in which the schema stands as <c>{schema}</c>.</summary>
internal readonly record struct SqlScript(string Template, SqlIdentifier Schema)
{
    public string Text => Template.Replace("{schema}", Schema.ToString(), StringComparison.Ordinal);

    /// <summary>Fills a further hole.</summary>
    public SqlScript With(string hole, SqlText text) => this with { Template = Template.Replace($"{{{hole}}}", text.Value, StringComparison.Ordinal) };
}
