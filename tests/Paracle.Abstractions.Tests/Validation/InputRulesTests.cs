using CsCheck;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Validation;

public sealed class InputRulesTests
{
    [Fact]
    public void RequireKey_BadKeys_RefusedByTheirNameWithoutTheirValue()
    {
        foreach (var key in Texts.BadKeys)
        {
            Should.Throw<InvalidInputException>(() => InputRules.RequireKey(key, "subject"), Texts.Show(key)).ShouldSatisfyAllConditions(
                error => error.Input.ShouldBe("subject"), error => error.Message.ShouldStartWith("'subject'"), error => error.Code.ShouldBe(ErrorCodes.InvalidInput));
        }
    }

    [Fact]
    public void RequireKey_LiteralKeys_AcceptedUnchanged()
    {
        foreach (var key in Texts.LiteralKeys)
        {
            InputRules.RequireKey(key, "key").ShouldBeSameAs(key);
        }
    }

    [Fact]
    public void RequireName_BadNames_Refused()
    {
        foreach (var name in Texts.BadNames)
        {
            Should.Throw<InvalidInputException>(() => InputRules.RequireName(name, "agent name"), Texts.Show(name));
        }
    }

    [Fact]
    public void RequireName_AnyText_AcceptedOnlyOfItsLetters() => Gen.String[Gen.Char['\0', '\u0180'], 0, 5].Sample(text =>
    {
        var isName = text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return isName == IsAccepted(() => InputRules.RequireName(text, "name"));
    });

    [Fact]
    public void RequireStorable_AnyText_AcceptedOnlyIfUtf8KeepsIt() => Gen.String[Gen.OneOf('a', '\0', 'é', '\uD83D', '\uDE00', '\uDFFF', '\uD800', '\uFFFD'), 0, 6].Sample(text =>
    {
        var keeps = !text.Contains('\0') && string.Equals(
            System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal);
        return keeps == IsAccepted(() => InputRules.RequireStorable(text, "text"));
    });

    [Fact]
    public void RequireText_AtAndBeyondTheLimit_AcceptedAndRefused()
    {
        InputRules.RequireText("four", "text", 4).ShouldBe("four");
        Should.Throw<InvalidInputException>(() => InputRules.RequireText("fives", "text", 4)).Message.ShouldContain("5 characters");
        InputRules.RequireText("line\r\n", "text", 10).ShouldBe("line\r\n");
    }

    [Fact]
    public void RequirePositive_BadDurations_Refused()
    {
        foreach (var duration in Texts.BadDurations)
        {
            Should.Throw<InvalidInputException>(() => InputRules.RequirePositive(duration, "hold"), $"{duration}").Input.ShouldBe("hold");
        }

        InputRules.RequirePositive(TimeSpan.FromTicks(1), "hold").Ticks.ShouldBe(1);
        InputRules.RequirePositive(TimeSpan.FromDays(3650), "hold").TotalDays.ShouldBe(3650);
    }

    [Fact]
    public void RequireRange_Bounds_AreIncluded()
    {
        InputRules.RequireRange(1, 1, 3, "n").ShouldBe(1);
        InputRules.RequireRange(3, 1, 3, "n").ShouldBe(3);
        Should.Throw<InvalidInputException>(() => InputRules.RequireRange(0, 1, 3, "n")).Message.ShouldBe("'n' is 0; it must lie in 1 to 3.");
        Should.Throw<InvalidInputException>(() => InputRules.RequireRange(4, 1, 3, "n"));
    }

    private static bool IsAccepted(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}
