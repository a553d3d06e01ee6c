using System.Runtime.CompilerServices;

namespace Paracle.Providers.Tests.Wire;

/// <summary>The environment in which every test here runs asks for the content of messages in telemetry. It must not get it.</summary>
internal static class CaptureRequested
{
    [ModuleInitializer]
    public static void Ask()
    {
        Environment.SetEnvironmentVariable("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true");
        Environment.SetEnvironmentVariable("ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE", "span_attributes");
        Environment.SetEnvironmentVariable("OPENAI_EXPERIMENTAL_ENABLE_OPEN_TELEMETRY", "true");
    }
}
