using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Paracle.Architecture.Tests;

/// <summary>One setting: its type, its default as the code has it, and its documentation as the code says it.</summary>
internal sealed record DocumentedOption(Type Owner, PropertyInfo Property, object? Default, string Documentation)
{
    private static readonly Dictionary<Assembly, XDocument> Xml = [];

    public static IReadOnlyList<DocumentedOption> All { get; } =
    [
        .. from assembly in Repository.Assemblies
           from type in assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal)
           where type.Name.Split('`')[0].EndsWith("Options", StringComparison.Ordinal) && type.GetConstructor([]) is not null
           let closed = type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(object))]) : type
           let instance = Activator.CreateInstance(closed)
           from property in closed.GetProperties()
           where property.SetMethod?.IsPublic == true
           select new DocumentedOption(type, property, property.GetValue(instance), DocumentationOf(type, property.Name)),
    ];

    public string OwnerName => Owner.Name.Split('`')[0];

    public string DefaultText => Default switch
    {
        null or "" => "none",
        Delegate => "set",
        TimeSpan duration => duration.ToString(),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        string text => text,
        System.Collections.IEnumerable => "empty",
        { } value => value.GetType().Name.EndsWith("Options", StringComparison.Ordinal) ? "see its own table" : value.ToString()!,
    };

    /// <summary>The ways in which the documentation may say the default.</summary>
    public IEnumerable<string> DefaultWordings => Default switch
    {
        null or "" => ["none", "null", "no default", "no bound by default", "no limit", "is unset"],
        bool flag => [flag ? "true" : "false"],
        TimeSpan duration => DurationWordings(duration).Append("zero, the default"),
        int or long => NumberWordings(Convert.ToInt64(Default, System.Globalization.CultureInfo.InvariantCulture)),
        double number => [number.ToString(System.Globalization.CultureInfo.InvariantCulture)],
        Enum value => [value.ToString()],
        string text => [text],
        _ => [""],
    };

    private static IEnumerable<string> DurationWordings(TimeSpan duration)
    {
        (double Value, string[] Units)[] forms =
        [
            (duration.TotalMilliseconds, ["ms", "milliseconds"]),
            (duration.TotalSeconds, ["s", "seconds", "second"]),
            (duration.TotalMinutes, ["min", "minutes", "minute"]),
            (duration.TotalHours, ["h", "hours", "hour"]),
            (duration.TotalDays, ["days", "day"]),
        ];
        return forms.SelectMany(form => form.Units.Select(unit => FormattableString.Invariant($"{form.Value} {unit}"))).Append(duration == TimeSpan.Zero ? "zero" : duration.ToString());
    }

    private static IEnumerable<string> NumberWordings(long number)
    {
        yield return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        yield return number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        if (number is long.MaxValue or int.MaxValue)
        {
            yield return "no bound by default";
        }

        foreach (var (size, unit) in new[] { (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB") })
        {
            if (number >= size && number % size == 0)
            {
                yield return $"{number / size} {unit}";
            }
        }
    }

    private static string DocumentationOf(Type type, string property)
    {
        if (!Xml.TryGetValue(type.Assembly, out var xml))
        {
            xml = Xml[type.Assembly] = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        }

        var member = xml.Descendants("member").FirstOrDefault(item => item.Attribute("name")!.Value == $"P:{type.FullName}.{property}");
        var text = string.Concat(member?.Element("summary")?.Nodes().Select(Render) ?? []);
        return Regex.Replace(text, @"\s+", " ", RegexOptions.NonBacktracking).Trim();
    }

    private static string Render(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { HasAttributes: true } see when see.Attribute("cref") is { } target => target.Value.Split('(')[0].Split('.')[^1].Split('`')[0],
        XElement { HasAttributes: true } word when word.Attribute("langword") is { } langword => langword.Value,
        XElement element => element.Value,
        _ => "",
    };
}
