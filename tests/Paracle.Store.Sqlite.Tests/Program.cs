using Paracle.Store.Sqlite.Tests;

// The first argument tells a run of the tests from a process that a test started.
if (args is [OtherProcess.Switch, var task, var path])
{
    return await OtherProcess.RunAsync(task, path);
}

return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
