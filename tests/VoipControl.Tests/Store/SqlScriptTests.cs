using NUnit.Framework;
using VoipControl.Store.Migrations;

namespace VoipControl.Tests.Store;

public sealed class SqlScriptTests
{
    [TestCase("SELECT 1", new[] { "SELECT 1" }, TestName = "The_last_statement_needs_no_semicolon")]
    [TestCase("SELECT 1;\nSELECT 2;\n", new[] { "SELECT 1", "SELECT 2" }, TestName = "Statements_end_at_semicolons")]
    [TestCase("SELECT ';', ''';', \"a;\"\"b\", `c;d`;SELECT 2", new[] { "SELECT ';', ''';', \"a;\"\"b\", `c;d`", "SELECT 2" }, TestName = "Quoted_semicolons_end_nothing")]
    [TestCase("SELECT 'it\\';s'; SELECT 2", new[] { "SELECT 'it\\';s'", "SELECT 2" }, TestName = "A_backslash_escapes_a_quote")]
    [TestCase("SELECT `a\\`; SELECT 2", new[] { "SELECT `a\\`", "SELECT 2" }, TestName = "A_backslash_in_a_name_is_a_backslash")]
    [TestCase("SELECT 1 -- it's; here\n; SELECT 2", new[] { "SELECT 1 -- it's; here", "SELECT 2" }, TestName = "Dashes_begin_a_comment")]
    [TestCase("SELECT 5--1; SELECT 2", new[] { "SELECT 5--1", "SELECT 2" }, TestName = "Dashes_without_space_are_an_expression")]
    [TestCase("# it's; \nSELECT 1", new[] { "# it's; \nSELECT 1" }, TestName = "A_hash_begins_a_comment")]
    [TestCase("SELECT /* ; ' */ 1; SELECT 2", new[] { "SELECT /* ; ' */ 1", "SELECT 2" }, TestName = "Block_comments_hide_all")]
    [TestCase("/*!40101 SET a = 1 */; SELECT 2", new[] { "/*!40101 SET a = 1 */", "SELECT 2" }, TestName = "Executable_comments_are_statements")]
    [TestCase(" ;; -- only a comment\n;/* and one more */", new string[0], TestName = "Empty_statements_are_left_out")]
    public void Splits(string script, string[] statements) => Assert.That(SqlScript.Split(script), Is.EqualTo(statements));

    [TestCase("SELECT 1;\nSELECT 'abc", "Line 2")]
    [TestCase("SELECT /* abc", "comment does not end")]
    [TestCase("DELIMITER //\nSELECT 1//", "DELIMITER")]
    public void What_does_not_end_is_refused_with_its_line(string script, string says) =>
        Assert.That(() => SqlScript.Split(script), Throws.TypeOf<FormatException>().With.Message.Contains(says));
}
