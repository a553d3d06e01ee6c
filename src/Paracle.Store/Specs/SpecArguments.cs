namespace Paracle.Store;

/// <summary>Checks what the methods of both spec stores take, before any I/O.</summary>
internal static class SpecArguments
{
    public static void Validate(TenantId tenant, string name, string input)
    {
        _ = tenant.Value;
        InputRules.RequireName(name, input);
    }

    /// <summary>The name after which the page begins; empty for the first page.</summary>
    public static string Validate(TenantId tenant, PageRequest page)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(page);
        page.Validate();
        return page.Cursor is null ? "" : InputRules.RequireName(PageCursor.Read(page.Cursor), "cursor");
    }
}
