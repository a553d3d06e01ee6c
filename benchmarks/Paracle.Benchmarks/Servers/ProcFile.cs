using System.Globalization;

namespace Paracle.Benchmarks.Servers;

/// <summary>What Linux tells of processes under /proc.</summary>
internal static class ProcFile
{
    private const int TicksPerSecond = 100; // USER_HZ, which is this on every architecture that .NET runs on

    /// <summary>The processor time that a process and its children, living and ended, have taken.</summary>
    public static TimeSpan TreeTime(int process)
    {
        var own = StatOf($"/proc/{process}/stat");
        return own is null ? TimeSpan.Zero : Seconds(own[11..15]) + Children(process);
    }

    /// <summary>The processor time that a process has taken.</summary>
    public static TimeSpan Time(int process) => StatOf($"/proc/{process}/stat") is { } own ? Seconds(own[11..13]) : TimeSpan.Zero;

    /// <summary>The processor time that anybody on the machine has taken.</summary>
    public static TimeSpan MachineTime()
    {
        // user nice system idle iowait irq softirq steal; guest time is part of user time
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Seconds([.. fields[1..4], .. fields[6..9]]);
    }

    /// <summary>A memory figure of a process (VmRSS, VmHWM), in MiB.</summary>
    public static double Mebibytes(int process, string figure)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith($"{figure}:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private static TimeSpan Children(int parent)
    {
        var sum = TimeSpan.Zero;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && StatOf($"{folder}/stat") is { } child && child[1] == $"{parent}")
            {
                sum += Seconds(child[11..15]);
            }
        }

        return sum;
    }

    // The fields after the command's name, which may hold anything: state, parent, ..., from [11] on utime, stime, cutime, cstime.
    private static string[]? StatOf(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    private static TimeSpan Seconds(IEnumerable<string> ticks) =>
        TimeSpan.FromSeconds(ticks.Sum(tick => long.Parse(tick, CultureInfo.InvariantCulture)) / (double)TicksPerSecond);
}
