using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>The list of models; any other name is served just as well.</summary>
internal static class ModelList
{
    private static readonly string[] Names = ["simulated-large", "simulated-small"];

    public static void Write(Utf8JsonWriter json, ModelVendor vendor)
    {
        json.WriteStartObject();
        if (vendor == ModelVendor.OpenAI)
        {
            json.WriteString("object", "list");
        }
        else
        {
            json.WriteBoolean("has_more", false);
            json.WriteString("first_id", Names[0]);
            json.WriteString("last_id", Names[^1]);
        }

        json.WriteStartArray("data");
        foreach (string name in Names)
        {
            WriteModel(json, vendor, name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ModelVendor vendor, string name)
    {
        json.WriteStartObject();
        json.WriteString("id", name);
        if (vendor == ModelVendor.OpenAI)
        {
            json.WriteString("object", "model");
            json.WriteNumber("created", 1_700_000_000);
            json.WriteString("owned_by", "simulation");
        }
        else
        {
            json.WriteString("type", "model");
            json.WriteString("display_name", name);
            json.WriteString("created_at", "2023-11-14T22:13:20Z");
        }

        json.WriteEndObject();
    }
}
