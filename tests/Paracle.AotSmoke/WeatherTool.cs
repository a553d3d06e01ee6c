using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace Paracle.AotSmoke;

/// <summary>A tool made as hosts make them.</summary>
internal static class WeatherTool
{
    public const string Name = "weather";

    public static AIFunction Create() => AIFunctionFactory.Create(Tell, Name, "Tells the weather of a city.");

    private static string Tell([Description("The city.")] string city) => $"raining in {city}";
}
