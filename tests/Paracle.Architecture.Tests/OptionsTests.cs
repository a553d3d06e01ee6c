using System.Text;

namespace Paracle.Architecture.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Options_AreSealedClasses() =>
        DocumentedOption.All.Select(option => option.Owner).Distinct().ShouldAllBe(type => type.IsSealed);

    [Fact]
    public void Documentation_StatesTheDefault_ThatTheCodeHas()
    {
        var wrong =
            from option in DocumentedOption.All
            where !typeof(Delegate).IsAssignableFrom(option.Property.PropertyType) && option.Default is not System.Collections.ICollection
            where option.Default?.GetType().Name.EndsWith("Options", StringComparison.Ordinal) != true
            let documentation = option.Documentation
            where !option.DefaultWordings.Any(wording =>
                documentation.Contains($"default {wording}", StringComparison.OrdinalIgnoreCase)
                || documentation.Contains($"default: {wording}", StringComparison.OrdinalIgnoreCase)
                || documentation.Contains($"default is {wording}", StringComparison.OrdinalIgnoreCase)
                || documentation.Contains(wording, StringComparison.OrdinalIgnoreCase) && wording.Contains("default", StringComparison.OrdinalIgnoreCase))
            select $"{option.OwnerName}.{option.Property.Name} is {option.DefaultText}: {documentation}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void OptionsPage_ListsEverySetting()
    {
        var page = new StringBuilder("# Options\n\nEvery setting with its default, written from the code's own documentation.\n");
        foreach (var type in DocumentedOption.All.GroupBy(option => option.OwnerName, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append("\n## ").Append(type.Key).Append("\n\nPackage `").Append(type.First().Owner.Assembly.GetName().Name).Append("`.\n\n| setting | default | meaning |\n|---|---|---|\n");
            foreach (var option in type)
            {
                page.Append("| `").Append(option.Property.Name).Append("` | `").Append(option.DefaultText).Append("` | ")
                    .Append(option.Documentation.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
            }
        }

        page.ToString().ShouldStandIn("docs/options.md");
    }
}
